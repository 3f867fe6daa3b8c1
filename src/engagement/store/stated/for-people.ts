/** Why a vendor cannot state what gives work to people of ours. */
export const FOR_PEOPLE = 'who of our people does what is for people alone: state it yourself';
